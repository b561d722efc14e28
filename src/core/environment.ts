/** A process's environment variables, as a value: nothing but the command line reads them from the process. */
export type Environment = Readonly<Record<string, string | undefined>>;
