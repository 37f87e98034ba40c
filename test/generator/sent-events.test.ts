import { schemasFolder } from "../schemas/support.js";
import { testSentEvents } from "./support/sent-events.js";

testSentEvents("schemas", schemasFolder);
