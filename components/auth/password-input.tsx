"use client";
import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Input, type InputProps } from "#components/ui/input.tsx";

/** A password that can be looked at; `autoComplete` tells password managers what it is for. */
export function PasswordInput(
  props: Omit<InputProps, "type" | "autoComplete"> & { autoComplete: "current-password" | "new-password" },
) {
  const t = useTranslations("auth");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input
        {...props}
        type={shown ? "text" : "password"}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className="pe-9"
      />
      <button
        type="button"
        aria-label={t("showPassword")}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 flex w-8 items-center justify-center rounded-md text-muted hover:text-text"
      >
        <Icon className="size-4" aria-hidden />
      </button>
    </div>
  );
}
