# ludice_embed(<out-var> NAMESPACE ludice::x FILES a.sql b.js) makes a source file with
#   std::span<const EmbeddedFile> ludice::x::embedded_files();
# declared by base/embedded.hpp's EmbeddedFile, in the order given, and puts its path into <out-var>.
function(ludice_embed out)
  cmake_parse_arguments(ARG "" "NAMESPACE" "FILES" ${ARGN})
  string(MAKE_C_IDENTIFIER "${ARG_NAMESPACE}" prefix)
  set(assembly "")
  set(externs "")
  set(rows "")
  set(depends "")
  set(n 0)
  foreach(file IN LISTS ARG_FILES)
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set(symbol ${prefix}_${n})
    get_filename_component(name ${file} NAME)
    string(APPEND assembly "asm(\".section .rodata\\n${symbol}_begin:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n")
    string(APPEND externs "extern const char ${symbol}_begin[] asm(\"${symbol}_begin\");\nextern const char ${symbol}_end[] asm(\"${symbol}_end\");\n")
    string(APPEND rows "    {\"${name}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}},\n")
    list(APPEND depends ${path})
    math(EXPR n "${n} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp)
  file(GENERATE OUTPUT ${source} CONTENT
"// Generated: files of this folder inside the program.
#include <array>
#include <span>
#include \"base/embedded.hpp\"
${assembly}${externs}namespace ${ARG_NAMESPACE} {
std::span<const ::ludice::EmbeddedFile> embedded_files() {
  static const std::array<::ludice::EmbeddedFile, ${n}> files{{
${rows}  }};
  return files;
}
}
")
  set_source_files_properties(${source} PROPERTIES GENERATED ON OBJECT_DEPENDS "${depends}")
  set(${out} ${source} PARENT_SCOPE)
endfunction()
