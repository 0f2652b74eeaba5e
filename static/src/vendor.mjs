// Copies what pages load from other people's packages into ../vendor, with the licences beside it; the lock pins every byte.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";

const here = (path) => new URL(path, import.meta.url);
const files = {
  // The script without a module system: it is loaded by a <script> of its own, so its address may carry a hash.
  "zxing-wasm/dist/iife/reader/index.js": "zxing-wasm/reader.js",
  "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing-wasm/zxing_reader.wasm",
  "zxing-wasm/LICENSE": "zxing-wasm/LICENSE",
};

rmSync(here("../vendor/"), { recursive: true, force: true });
mkdirSync(here("../vendor/zxing-wasm/"), { recursive: true });
for (const [from, to] of Object.entries(files)) copyFileSync(here(`node_modules/${from}`), here(`../vendor/${to}`));
// ZXing-C++, compiled into the wasm file, has a licence that its package leaves out.
copyFileSync(here("licences/zxing-cpp.txt"), here("../vendor/zxing-wasm/LICENSE.zxing-cpp"));
