# Makes schema.sql a C++ string: cmake -DSQL=... -DNAME=... -DCPP=... -P embed.cmake
file(READ ${SQL} text)
file(WRITE ${CPP}.new "#include \"core/store/migrations.hpp\"\n\nnamespace sanad {\nconst char* const ${NAME} = R\"~sql~(${text})~sql~\";\n}  // namespace sanad\n")
file(COPY_FILE ${CPP}.new ${CPP} ONLY_IF_DIFFERENT)
