import { breachesOf, type Finding, lineOf } from "./account.ts";
import type { FaultCase, Scale } from "./fault-case.ts";
import { openEmbeddedScene, openPostgresScene, type SharedServer } from "./scene.ts";

/** What became of one case on one database. */
export interface Played {
  name: string;
  finding: Finding | null;
  breaches: string[];
  seconds: number;
}

const LAST_WORDS = 5_000;

/** Plays one case on a fresh scene, prints its line, and says in what it breaks a promise. */
export async function play(
  fault: FaultCase,
  on: "postgres" | "embedded",
  server: SharedServer | null,
  scale: Scale & { patience: number },
): Promise<Played> {
  const name = `${fault.name} (${on === "postgres" ? "PostgreSQL" : "embedded"})`;
  const startedAt = Date.now();
  const scene = await (on === "embedded"
    ? openEmbeddedScene()
    : openPostgresScene(fault.ownServer ? null : server));
  try {
    const finding = await fault.play(scene, scale);
    process.stdout.write(`${lineOf(name, finding)}\n`);
    return played(finding, breachesOf(finding, scale.patience));
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return played(null, [`${told}\nThe workers said:\n${scene.outputs().slice(-LAST_WORDS)}`]);
  } finally {
    await scene.close();
  }

  function played(finding: Finding | null, breaches: string[]): Played {
    return { name, finding, breaches, seconds: (Date.now() - startedAt) / 1_000 };
  }
}
