// Runs before the page is painted, so that nobody who wants it dark sees it light first.
import { applyScheme, followSystem } from './scheme.js';

applyScheme();
followSystem();
