import { MoneyText } from "#components/ui/money.tsx";
import type { PriceView } from "#lib/models/model-view.ts";
import { compareAmounts } from "#lib/money.ts";

/** What a picture costs: one amount, or the least and the most by its size and quality; a dash where tokens are charged. */
export function PicturePrice({ price }: { price: PriceView | null }) {
  const rates = price?.pictureRates.map(({ amount }) => amount) ?? [];
  const amounts = [...rates, ...(price?.perImage ? [price.perImage] : [])].sort(compareAmounts);
  const [least, most] = [amounts[0], amounts.at(-1)];
  if (!price || least === undefined || most === undefined) return <span className="text-faint">—</span>;
  const text = (amount: string) => (
    <MoneyText value={{ amount, currency: price.currency }} precision="exact" bare />
  );
  return least === most ? (
    text(least)
  ) : (
    <>
      {text(least)}–{text(most)}
    </>
  );
}
