import { z } from 'zod';

// Imported before any contract: as it is built, zod would try whether code can be made from text, which the page's
// security policy forbids and reports.
z.config({ jitless: true });
