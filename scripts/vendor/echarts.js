// What chiso draws with: only this goes into the build.
import { init, use } from "echarts/core";
import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

use([CustomChart, LineChart, GridComponent, MarkLineComponent, CanvasRenderer, SVGRenderer]);

export { init };
