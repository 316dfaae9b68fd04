import { z } from 'zod';

// The window's content security policy forbids `new Function`, which zod otherwise compiles its parsers with. Schemas read this
// when they are made, so this file is imported before any that makes one.
z.config({ jitless: true });
