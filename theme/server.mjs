// The theme's code is compiled from src/book/theme by `npm run build`, which also makes `sonde` resolvable here.
import '#dist/book/theme/server.mjs';
