import { dueAt, hostRun, runUrl } from "./dates.schedule.js";

export { dueAt, hostRun };