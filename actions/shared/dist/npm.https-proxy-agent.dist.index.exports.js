import { require_dist } from "./npm.agent-base.dist.helpers.js";

export default require_dist();

export {  };