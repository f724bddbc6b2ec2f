import { AssignTag, type Context } from "liquidjs";

/** `assign` that does not let a missing value through unseen: liquidjs would set it to nothing. */
export class StrictAssign extends AssignTag {
  override *render(context: Context): Generator<unknown, void, unknown> {
    for (const name of this.localScope()) {
      for (const argument of this.arguments()) {
        if ("value" in argument) context.bottom()[name.content] = yield argument.value(context, false);
      }
    }
  }
}
