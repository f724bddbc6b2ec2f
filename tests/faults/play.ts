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

/** Where a case is played; without a server or a template to copy it makes its own. */
export type Place = { on: "postgres"; server: SharedServer | null } | { on: "embedded"; template?: string };

/** Plays one case on a fresh scene, prints its line, and says in what it breaks a promise. */
export async function play(
  fault: FaultCase,
  place: Place,
  scale: Scale & { patience: number },
): Promise<Played> {
  const name = `${fault.name} (${place.on === "postgres" ? "PostgreSQL" : "embedded"})`;
  const startedAt = Date.now();
  const scene = await (place.on === "embedded"
    ? openEmbeddedScene(place.template)
    : openPostgresScene(fault.ownServer ? null : place.server));
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
