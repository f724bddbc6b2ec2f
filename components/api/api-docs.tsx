"use client";

import "swagger-ui-dist/swagger-ui.css";
import { useEffect, useRef } from "react";

/** The OpenAPI document for people to read, from a package and not from a CDN. */
export function ApiDocs({ specUrl }: { specUrl: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    import("swagger-ui-dist/swagger-ui-bundle").then(({ default: SwaggerUi }) => {
      SwaggerUi({ url: specUrl, domNode: place.current, deepLinking: true, docExpansion: "list" });
    });
  }, [specUrl]);
  // Swagger UI draws dark text only; on a white ground it reads in either theme.
  return <div ref={place} className="min-h-dvh bg-white text-black" />;
}
