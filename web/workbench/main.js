// The SPARQL page with script. Each part is a module with `start(workbench)`; what they share is `workbench`.
import { Workbench } from "./workbench.js";
import * as course from "./course.js";
import * as cite from "./cite.js";
import * as answer from "./answer.js";
import * as editor from "./editor.js";
import * as running from "./running.js";
import * as drawer from "./drawer.js";
import * as share from "./share.js";
import * as table from "./table.js";
import * as tabs from "./tabs.js";
import * as views from "./views.js";

const page = document.getElementById("workbench");
if (page) {
  const workbench = new Workbench(page);
  const parts = [
    course,
    cite,
    answer,
    editor,
    running,
    share,
    table,
    tabs,
    drawer,
    views,
  ];
  for (const part of parts) part.start(workbench);
  performance.mark("workbench"); // read by tests/bench/editor.py
}
