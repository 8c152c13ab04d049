# Writes a C++ file with a function that returns the files of a folder as texts, in the order of their names:
# cmake -DFOLDER=... -DENDING=sql -DHEADER=room/header.h -DFUNCTION=name -DOUT=file.cpp -P EmbedTexts.cmake
file(GLOB FILES "${FOLDER}/*.${ENDING}")
list(SORT FILES)
set(text "// Generated from files of the resources folder.\n#include \"${HEADER}\"\nnamespace wb {\nstd::vector<EmbeddedText> ${FUNCTION}() {\n  return {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WLE)
  file(READ ${file} content)
  string(APPEND text "      {\"${name}\", R\"wbtext(${content})wbtext\"},\n")
endforeach()
string(APPEND text "  };\n}\n}  // namespace wb\n")
file(WRITE ${OUT} "${text}")
