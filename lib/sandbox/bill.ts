/** What the sandbox would charge for: exact counts, to hold a ledger against. */
export interface Bill {
  calls: number;
  inputTokens: number;
  /** Part of the input. */
  cachedInputTokens: number;
  outputTokens: number;
  /** Left out where none were drawn. */
  pictures?: number;
}

/** The sandbox's own books, apart from everything the console records. */
export class Books {
  #realTime = new Map<string, Bill>();
  #batched = new Map<string, Bill>();

  /** Charges one call. */
  charge(model: string, call: Omit<Bill, "calls">): void {
    add(this.#realTime, model, { ...call, calls: 1 });
  }

  /** Charges calls of a batch, at half their price. */
  chargeBatched(model: string, calls: Bill): void {
    add(this.#batched, model, calls);
  }

  /** The bill so far, by model and in all; what was made in batches, at half the price, stands apart. */
  read(): BillRead & { batched: BillRead } {
    return { ...readOf(this.#realTime), batched: readOf(this.#batched) };
  }

  /** Starts a new bill. */
  reset(): void {
    this.#realTime.clear();
    this.#batched.clear();
  }
}

interface BillRead {
  models: Record<string, Bill>;
  total: Bill;
}

function readOf(bills: ReadonlyMap<string, Bill>): BillRead {
  const total = new Map<"all", Bill>([["all", emptyBill()]]);
  for (const bill of bills.values()) add(total, "all", bill);
  return { models: Object.fromEntries(bills), total: total.get("all") ?? emptyBill() };
}

function add<Key>(bills: Map<Key, Bill>, key: Key, more: Bill): void {
  const bill = bills.get(key) ?? emptyBill();
  bill.calls += more.calls;
  bill.inputTokens += more.inputTokens;
  bill.cachedInputTokens += more.cachedInputTokens;
  bill.outputTokens += more.outputTokens;
  if (more.pictures) bill.pictures = (bill.pictures ?? 0) + more.pictures;
  bills.set(key, bill);
}

function emptyBill(): Bill {
  return { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
}
