import { expect, test } from "#tests/fixtures/console.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`a stranger's browser finds every icon and the manifest (${colorScheme})`, async ({
    app,
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: app.url, colorScheme });
    const page = await context.newPage();
    const notFound: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) notFound.push(response.url());
    });
    await page.goto("/sign-in");
    await page.waitForLoadState("networkidle");
    expect(notFound).toEqual([]);

    const linked = await page
      .locator("link[rel=icon], link[rel=apple-touch-icon], link[rel=manifest]")
      .evaluateAll((links) => links.map((link) => new URL((link as HTMLLinkElement).href).pathname));
    expect([...new Set(linked)].sort()).toEqual([
      "/apple-touch-icon.png",
      "/favicon.ico",
      "/icon.svg",
      "/manifest.webmanifest",
    ]);
    const manifest = await (await page.request.get("/manifest.webmanifest")).json();
    const named = manifest.icons.map((icon: { src: string }) => icon.src);
    for (const path of new Set([...linked, ...named])) {
      const shown = await page.evaluate(async (src) => {
        if (src.endsWith(".webmanifest")) return (await fetch(src)).headers.get("content-type");
        const image = new Image();
        image.src = src;
        await image.decode();
        return image.width > 0;
      }, path);
      expect(shown, path).toBe(path.endsWith(".webmanifest") ? "application/manifest+json" : true);
    }
    await context.close();
  });
}
