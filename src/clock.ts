/** Server time; tests put their own in its place. No input names a time. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
