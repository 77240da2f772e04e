#pragma once

// The one place that names the version: CMake reads it from here.
#define PROFLENS_VERSION_MAJOR 0
#define PROFLENS_VERSION_MINOR 1
#define PROFLENS_VERSION_PATCH 0
#define PROFLENS_VERSION "0.1.0"
