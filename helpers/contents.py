"""How Jupyter's server reads and writes notebooks, so that they open clean and are saved readable.

`tools/set_up.py jupyter` names this class to the Jupyter of an environment, as `make lab` does.
"""

import os

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class CourseContents(AsyncLargeFileManager):
    """Files on disk, as Jupyter has them, but for two things about notebooks."""

    def __init__(self, **more):
        super().__init__(**more)
        os.environ["SOFTMAX_REMEMBER"] = "yes"  # for kernels: helpers/checks/progress.py

    async def get(self, path, content=True, **more):
        """Read a file. A notebook names the Python that will run it.

        JupyterLab would write that name in when the kernel starts, and then ask to save a notebook
        that nobody has changed.
        """
        model = await super().get(path, content, **more)
        if content and model["type"] == "notebook":
            metadata = model["content"]["metadata"]
            name = metadata.get("kernelspec", {}).get("name")
            if name == "python3":
                spec = self.parent.kernel_spec_manager.get_kernel_spec(name)
                metadata["kernelspec"] = {
                    "display_name": spec.display_name, "language": spec.language, "name": name}
                metadata["language_info"] = IPythonKernel.language_info
        return model

    async def save(self, model, path=""):
        """Write a file. A notebook keeps the picture or the text of a live part, not the live part.

        Tomorrow's kernel does not know the live one, and JupyterLab would show an error in place
        of the picture.
        """
        if model.get("type") == "notebook":
            for cell in model["content"]["cells"]:
                for output in cell.get("outputs", []):
                    data = output.get("data", {})
                    if len(data) > 1:
                        data.pop(WIDGET_VIEW, None)
        return await super().save(model, path)
