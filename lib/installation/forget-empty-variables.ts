// Imported before anything else: a variable that compose passes on without a value is one that nobody set. Libraries read
// some of ours as they load, and `OPENAI_BASE_URL=` ends the process there.
for (const [name, value] of Object.entries(process.env)) if (value === "") delete process.env[name];
