import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { nameProblem } from "#lib/templates/input-name.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import type { PreviewDataset } from "./template-view.ts";

export interface TakeColumnsProps {
  dataset: PreviewDataset;
  inputs: InputColumn[];
  onTake: (...names: string[]) => void;
}

/** The columns of a dataset that a template does not read yet, to be taken one by one or all that can be named. */
export function TakeColumns({ dataset, inputs, onTake }: TakeColumnsProps) {
  const t = useTranslations("templates.inputs");
  const format = useFormatter();
  const left = dataset.columns.filter(({ name }) => !inputs.some((input) => input.name === name));
  const usable = left.filter(({ name }) => nameProblem(name) === null);
  return (
    <Menu trigger={<Button size="sm">{t("take")}</Button>}>
      <MenuItem onSelect={() => onTake(...usable.map(({ name }) => name))} disabled={usable.length === 0}>
        {t("takeAll", { count: usable.length })}
      </MenuItem>
      {left.map(({ name, filled }) => (
        <MenuItem
          key={name}
          onSelect={() => onTake(name)}
          disabled={nameProblem(name) !== null}
          aside={format.number(
            dataset.rowCount === 0 ? 0 : Math.floor((filled / dataset.rowCount) * 100) / 100,
            {
              style: "percent",
            },
          )}
        >
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
