declare module "swagger-ui-dist/swagger-ui-bundle" {
  const SwaggerUi: (options: {
    url: string;
    domNode: HTMLElement | null;
    deepLinking?: boolean;
    docExpansion?: "list" | "full" | "none";
  }) => unknown;
  export default SwaggerUi;
}
