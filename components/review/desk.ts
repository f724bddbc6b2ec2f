import type { RejectRoute } from "#lib/review/reject-reason.ts";

/** What is being done with the item on the desk. */
export type DeskMode = "read" | "reject" | "escalate" | "edit";

/** How the desk stands. Mode and field belong to one item: another one starts by being read. */
export interface Desk {
  itemId: string | undefined;
  mode: DeskMode;
  /** Index of the output field in focus. */
  field: number | null;
  /** While rejecting: another route than the reason's own. */
  route: RejectRoute | null;
}

export type DeskEvent =
  | { type: "mode-changed"; mode: DeskMode }
  | { type: "field-moved"; by: 1 | -1; fields: number }
  | { type: "route-chosen"; route: RejectRoute | null }
  | { type: "left" };

/** The desk for the item that lies on it now. */
export function deskFor(desk: Desk, itemId: string | undefined): Desk {
  return desk.itemId === itemId ? desk : { itemId, mode: "read", field: null, route: null };
}

/** The desk after an event. Fields are gone through in a circle, from either end. */
export function deskAfter(desk: Desk, event: DeskEvent): Desk {
  switch (event.type) {
    case "mode-changed":
      return { ...desk, mode: event.mode, route: null };
    case "route-chosen":
      return { ...desk, route: event.route };
    case "field-moved": {
      const { by, fields } = event;
      if (fields === 0) return desk;
      const from = desk.field ?? (by > 0 ? -1 : fields);
      return { ...desk, field: (from + by + fields) % fields };
    }
    case "left":
      return { ...desk, mode: "read", field: null, route: null };
  }
}
