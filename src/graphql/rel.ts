/**
 * A type that no decorator metadata can see, so that two object types may refer to each other
 * (with `import type`) and the two compilers in use agree on what is emitted.
 */
export type Rel<T> = T;
