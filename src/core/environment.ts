/** A process's environment variables, as a value: nothing but the command line and the library for tests reads them from the process. */
export type Environment = Readonly<Record<string, string | undefined>>;
