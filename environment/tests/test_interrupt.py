"""An interrupted training cell on the real kernel: it stops, keeps the model, and the next cell trains."""

import importlib.util
import os
import time
import unittest

from support.paths import VENV

IN_VENV = importlib.util.find_spec("jupyter_client") is not None

SETUP = """
import io.github.constraineddiffusion.constraint.*;
import io.github.constraineddiffusion.data.*;
import io.github.constraineddiffusion.trainer.*;
var data = GaussianMixture.isotropic(0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}}, 0.9, 0.1);
var problem = ConstrainedProblem.minimizeKlTo(data)
    .subjectTo(KlConstraint.to("B", data.only(1)).minShare(0.3)).build();
var trainer = DualTrainer.of(problem).batch(32);
"""


@unittest.skipUnless(IN_VENV, "needs jupyter_client: run python3 environment/test.py --only scripts")
class Interrupt(unittest.TestCase):
    def setUp(self):
        from jupyter_client.manager import KernelManager

        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = str(VENV / "share" / "jupyter")
        self.addCleanup(self.restore, before)
        self.manager = KernelManager(kernel_name="java")
        self.manager.start_kernel()
        self.addCleanup(self.manager.shutdown_kernel, now=True)
        self.client = self.manager.client()
        self.client.start_channels()
        self.addCleanup(self.client.stop_channels)
        self.client.wait_for_ready(timeout=60)

    @staticmethod
    def restore(before):
        if before is None:
            del os.environ["JUPYTER_PATH"]
        else:
            os.environ["JUPYTER_PATH"] = before

    def result(self, code):
        """The plain text of a cell's result."""
        texts = []

        def keep(message):
            if message["msg_type"] in ("execute_result", "error"):
                content = message["content"]
                texts.append(content.get("data", content).get("text/plain", str(content)))

        self.client.execute_interactive(code, timeout=120, output_hook=keep)
        return texts[-1] if texts else ""

    def test_the_model_is_kept_and_the_next_cell_trains(self):
        self.result(SETUP)
        busy = self.client.execute("var run = trainer.steps(10_000_000).train();")
        while True:
            message = self.client.get_iopub_msg(timeout=120)
            if message["msg_type"] in ("display_data", "update_display_data"):
                break
        time.sleep(1)
        self.manager.interrupt_kernel()
        while self.client.get_shell_msg(timeout=30)["parent_header"]["msg_id"] != busy:
            pass
        time.sleep(1)
        self.assertEqual(self.result("run.interrupted()"), "true")
        self.assertGreater(int(self.result("run.steps()")), 0)
        self.assertEqual(self.result("trainer.steps(20).train().steps()"), "20")


if __name__ == "__main__":
    unittest.main()
