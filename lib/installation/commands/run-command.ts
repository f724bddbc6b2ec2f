import { EmbeddedInUseError } from "#db/embedded.ts";

/** Runs a command of the installation: what it gives is printed, and what it throws ends the process with 1. */
export async function runCommand(command: () => Promise<{ said: string; failed?: boolean }>): Promise<never> {
  try {
    const { said, failed = false } = await command();
    (failed ? process.stderr : process.stdout).write(`${said}\n`);
    process.exit(failed ? 1 : 0);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const said = error instanceof EmbeddedInUseError ? `${message} Stop it first.` : message;
    process.stderr.write(`${said}\n`);
    process.exit(1);
  }
}
