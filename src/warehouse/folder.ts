import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder with those above it; one that is there is left alone. Throws the system's error. Not by mkdir's own
 * `recursive`: where a folder's parent is there and takes no folders, as in /proc, that never ends (Node 24).
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "EEXIST":
        if ((await stat(path)).isDirectory()) return;
        throw error;
      case "ENOENT":
        if (dirname(path) === path || (await isFolder(dirname(path)))) throw error;
        await makeFolder(dirname(path));
        return makeFolder(path);
      default:
        throw error;
    }
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
