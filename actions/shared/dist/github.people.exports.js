import { openPeople } from "./github.people.js";

export { openPeople };