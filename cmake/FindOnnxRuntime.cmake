# Finds ONNX Runtime for C++: library and headers of an installed release, or the library of a PyPI wheel with headers beside it,
# below CMAKE_PREFIX_PATH or as cmake/fetch_engines.sh leaves them in PROFLENS_ENGINES_DIR.
# Sets OnnxRuntime_FOUND, OnnxRuntime_VERSION (where the file's name tells it) and the target onnxruntime::onnxruntime.
if(OnnxRuntime_LIBRARY AND NOT EXISTS "${OnnxRuntime_LIBRARY}")
  unset(OnnxRuntime_LIBRARY CACHE)  # fetched anew in another version
  unset(OnnxRuntime_INCLUDE_DIR CACHE)
endif()
file(GLOB engine_prefixes "${PROFLENS_ENGINES_DIR}/onnxruntime-*")
list(SORT engine_prefixes COMPARE NATURAL ORDER DESCENDING)
find_path(OnnxRuntime_INCLUDE_DIR onnxruntime_cxx_api.h
  HINTS ${engine_prefixes} PATH_SUFFIXES include/onnxruntime include/onnxruntime/core/session include)

# The wheel has libonnxruntime.so.1.31.1 only, none of the names that find_library looks for.
if(NOT OnnxRuntime_LIBRARY)
  foreach(prefix IN LISTS CMAKE_PREFIX_PATH engine_prefixes)
    file(GLOB of_wheel "${prefix}/onnxruntime/capi/libonnxruntime.so.*.*.*")
    if(of_wheel)
      list(SORT of_wheel COMPARE NATURAL ORDER DESCENDING)
      list(GET of_wheel 0 newest)
      set(OnnxRuntime_LIBRARY "${newest}" CACHE FILEPATH "ONNX Runtime's shared library" FORCE)
      break()
    endif()
  endforeach()
endif()
find_library(OnnxRuntime_LIBRARY onnxruntime)
mark_as_advanced(OnnxRuntime_INCLUDE_DIR OnnxRuntime_LIBRARY)

get_filename_component(real_library "${OnnxRuntime_LIBRARY}" REALPATH)
if(real_library MATCHES "\\.so\\.([0-9]+\\.[0-9]+\\.[0-9]+)$")
  set(OnnxRuntime_VERSION "${CMAKE_MATCH_1}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OnnxRuntime
  REQUIRED_VARS OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR VERSION_VAR OnnxRuntime_VERSION)

if(OnnxRuntime_FOUND AND NOT TARGET onnxruntime::onnxruntime)
  set(location "${OnnxRuntime_LIBRARY}")
  if(OnnxRuntime_LIBRARY MATCHES "\\.so\\.[0-9]+\\.[0-9]+")
    # Programs look for its soname, a name that the wheel lacks.
    set(location "${CMAKE_CURRENT_BINARY_DIR}/onnxruntime/libonnxruntime.so.1")
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/onnxruntime")
    file(CREATE_LINK "${OnnxRuntime_LIBRARY}" "${location}" SYMBOLIC)
  endif()
  add_library(onnxruntime::onnxruntime SHARED IMPORTED GLOBAL)
  set_target_properties(onnxruntime::onnxruntime PROPERTIES IMPORTED_LOCATION "${location}"
    IMPORTED_SONAME libonnxruntime.so.1 INTERFACE_INCLUDE_DIRECTORIES "${OnnxRuntime_INCLUDE_DIR}")
endif()
