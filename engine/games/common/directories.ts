/** Where games find things in the file systems that adapters make for them. */
export const HOME_DIRECTORY = '/home';
export const WADS_DIRECTORY = '/wads';
export const TEMPORARY_DIRECTORY = '/tmp';
