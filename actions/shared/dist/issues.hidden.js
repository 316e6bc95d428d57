/**
* Our hidden comments stand alone on a line of their own, with nothing before or after them. One within a line is text
* that somebody else wrote and we quoted.
*/
const standsAlone = (text, line) => linesOf(text).includes(line);
/** What the hidden comments that begin and end so carry, in the order of their lines. */
const hiddenIn = (text, open, close) => linesOf(text).filter((line) => line.startsWith(open) && line.endsWith(close)).map((line) => line.slice(open.length, -close.length));
/** GitHub keeps the line ends of a form, in which a person edits a text. */
const linesOf = (text) => text.split(/\r?\n/);

export { hiddenIn, standsAlone };