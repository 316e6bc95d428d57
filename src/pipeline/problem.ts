/** What is wrong with a declaration, and where it stands. */
export type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };
