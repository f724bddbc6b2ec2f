"use client";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

/** Back and Forward show a page as it was rendered when it was left; this asks the server what it says by now. */
export function useFreshAfterBack(): void {
  const router = useRouter();
  const path = usePathname();
  const cameBack = useRef(false);
  useEffect(() => {
    const note = () => {
      cameBack.current = true;
    };
    window.addEventListener("popstate", note);
    return () => window.removeEventListener("popstate", note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for where the path has changed
  useEffect(() => {
    if (!cameBack.current) return;
    cameBack.current = false;
    router.refresh();
  }, [path, router]);
}
