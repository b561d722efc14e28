/** The systems that flexbuild writes a workflow for. */
export const ciSystems = ['github', 'gitlab', 'cloudbuild'] as const;

/** One of them. */
export type CiSystem = (typeof ciSystems)[number];
