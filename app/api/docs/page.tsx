import { ApiDocs } from "#components/api/api-docs.tsx";

export const metadata = { title: "API · Presswork" };

export default function Page() {
  return <ApiDocs specUrl="/api/v1/openapi.json" />;
}
