import { isAbsolute, relative, resolve } from "node:path";

/**
 * A relative path as typed, as seen from the root: npm starts a script there, wherever the person stands, and says where
 * that is in INIT_CWD. From the root it is the same in the commands that are printed.
 */
export const standingIn =
  (folder: string | undefined, root: string) =>
  (typed: string): string => {
    const stands = folder === undefined || folder === "" ? root : resolve(folder);
    if (typed === "" || isAbsolute(typed) || stands === resolve(root)) return typed;
    return relative(root, resolve(stands, typed)) || ".";
  };
