// The SPARQL page with script. Each part is a module with `start(workbench)`; what they share is `workbench`.
import { Workbench } from "./workbench.js";
import * as editor from "./editor.js";
import * as share from "./share.js";

const page = document.getElementById("workbench");
if (page) {
  const workbench = new Workbench(page);
  for (const part of [editor, share]) part.start(workbench);
}
