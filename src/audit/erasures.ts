/** The actions that erase the account that is their target. */
export const ERASURES: readonly string[] = ['eraseMyAccount', 'eraseUser'];
