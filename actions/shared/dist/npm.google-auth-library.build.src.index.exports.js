import { require_src } from "./npm.base64-js.index.js";

export default require_src();

export {  };