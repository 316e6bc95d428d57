import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { ROOT } from "../support/pipeline.ts";
import { aPlace, at, contents, newerSeason, repaired, run } from "../support/repair/repairs.ts";

const exec = promisify(execFile);

/** Runs the command on a terminal of its own and presses Ctrl-C once the bar shows a finished date. */
const AT_A_TERMINAL = `
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text, pressed = b"", False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    text += piece
    if not pressed and b" 2025-1" in text.partition(b"Repairing ")[2]:
        os.write(fd, b"\\x03")
        pressed = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(status))
`;

it("Ctrl-C with the bar finishes the statement in hand, says how to resume, and ends in 130; the resume proves the run", async () => {
  const alone = aPlace("incident", newerSeason);
  await repaired(alone, ["--plan-phase", "1", "--batch-size", "14"]);

  const place = aPlace("incident", newerSeason);
  const words = [
    ...["backfill", ...at(place), "--plan-phase", "1"],
    ...["--batch-size", "2", "--canary", "0"],
  ];
  const { PATH, HOME } = process.env;
  const ended = await exec(
    "python3",
    ["-c", AT_A_TERMINAL, process.execPath, "src/cli/main.js", ...words],
    { cwd: ROOT, env: { PATH, HOME, OPS_ENVIRONMENT: "sample", TERM: "xterm", NO_COLOR: "1" } },
  ).catch((error: { code: number; stdout: string }) => error);
  expect(ended).toMatchObject({ code: 130 });
  const text = ended.stdout.replaceAll("\r\n", "\n");
  expect(text).not.toContain("Canceled");
  expect(text).toContain("SIGINT: finishing the statement in hand");
  expect(text).toMatch(/\d+ done, \d+ pending, not proven/);
  const [, id = ""] = /Resume it with: .*--resume (b-\S+)/.exec(text) ?? [];

  const resumed = await run(["backfill", ...at(place), "--resume", id]);
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining("70 done, proven") });
  expect(await contents(place.file)).toEqual(await contents(alone.file));
});
