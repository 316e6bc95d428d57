/**
 * Without the format characters of Unicode: they show nothing and change what a reader sees. Bidirectional controls turn a
 * line round, tag characters carry text that only a machine reads, a soft hyphen splits a word that is searched for.
 */
export const visible = (text: string): string => text.replace(/\p{Cf}+/gu, "");
