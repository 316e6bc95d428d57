import { hostRun, runUrl } from "./hosts.host-run.js";

export { hostRun };