# sanad_add_module(name sources... [LIBS libraries...]): the plugin <name>.so, built as target module_<name> with its dots
# as underscores. Every symbol must be found at link time, and none but sanad_module_v1 leaves it: two plugins may carry two
# versions of one library. Used by the project itself, and installed for plugins outside of it (find_package(Sanad)).
function(sanad_add_module name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  string(REPLACE "." "_" target "module_${name}")
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map)
  add_library(${target} MODULE ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${target} PRIVATE ${SANAD_SDK_INCLUDE_DIR})
  target_link_libraries(${target} PRIVATE ${ARG_LIBS})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    target_compile_features(${target} PRIVATE cxx_std_20)
  endif()
  # Hidden visibility alone lets instances of std templates out.
  target_link_options(${target} PRIVATE -Wl,--version-script,${exports} -Wl,-Bsymbolic)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${exports})
  if(NOT SANAD_SANITIZE)  # clang leaves the sanitizer's symbols to the program
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} SUFFIX .so POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()
