/** `asOf` as a person types it: `as-of`. */
export const kebab = (camel: string): string =>
  camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `as-of` as code has it: `asOf`. */
export const camel = (kebabCase: string): string =>
  kebabCase.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
