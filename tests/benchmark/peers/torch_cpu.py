"""Imports torch where only its CPU half is installed; see install_torch.sh."""
import os
import sys

flags = sys.getdlopenflags()
sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_GLOBAL)  # what GPUs need is asked for only when it is called
import torch  # noqa: E402

sys.setdlopenflags(flags)
