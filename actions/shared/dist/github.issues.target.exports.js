import { isWrittenBy, openIssueReader } from "./github.issues.target.js";

export { openIssueReader };