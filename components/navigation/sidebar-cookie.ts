/** Remembers whether the sidebar is collapsed; a cookie, so that the server draws it right the first time. */
export const sidebarCookie = "sidebar";
