/** Describes a procedure that takes a file in a form, with other parts beside it. */
export function multipart(properties: Record<string, object>) {
  return <Operation extends object>(operation: Operation) => ({
    ...operation,
    requestBody: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: {
            type: "object" as const,
            required: ["file"],
            properties: { file: { type: "string" as const, format: "binary" }, ...properties },
          },
        },
      },
    },
  });
}

/** Describes a procedure that takes a file in a form, or else its input as JSON. */
export function fileOrJson<Operation extends { requestBody?: unknown }>(operation: Operation) {
  const { requestBody } = multipart({})(operation);
  const json = operation.requestBody as { content?: object } | undefined;
  return {
    ...operation,
    requestBody: { required: true, content: { ...json?.content, ...requestBody.content } },
  };
}
