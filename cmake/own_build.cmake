# What holds for our own drivers and tests only, never for consumers.

# Warnings are errors here; consumers get SYSTEM headers and never see them.
add_library(proflens_own_build INTERFACE)
target_compile_options(proflens_own_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # GCC 12 sees overflows that aren't there in std::string at -O2 and above (PR 105329, 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
# A program loads only the libraries that it calls: all are linked with every component, and some start slowly (MPI, Pango).
target_link_options(proflens_own_build INTERFACE $<$<PLATFORM_ID:Linux>:LINKER:--as-needed>)

# Results of measurements name the flags they were built with, which a program can't see by itself.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
string(JOIN " " build_flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}})
string(REPLACE "\"" "'" build_flags "${build_flags}")
target_compile_definitions(proflens_own_build INTERFACE "PROFLENS_BUILD_FLAGS=\"${build_flags}\"")

# Links TARGET with every component that is there, for a program that does what it can with them; but with the runtimes of
# models only where they are named after it.
function(proflens_link_all target)
  target_link_libraries(${target} PRIVATE proflens_own_build proflens::proflens)
  set(linked ${proflens_all_components})
  list(REMOVE_ITEM linked ${proflens_engine_components})
  foreach(component IN LISTS linked ARGN)
    if(TARGET proflens::${component})
      target_link_libraries(${target} PRIVATE proflens::${component})
    endif()
  endforeach()
endfunction()

# Sets RESULT to those of the components named after it that are not there.
function(proflens_missing_components result)
  # A name that no caller chooses for its result: that would be overwritten here.
  set(not_there_ "")
  foreach(component IN LISTS ARGN)
    if(NOT TARGET proflens::${component})
      list(APPEND not_there_ ${component})
    endif()
  endforeach()
  set(${result} "${not_there_}" PARENT_SCOPE)
endfunction()
