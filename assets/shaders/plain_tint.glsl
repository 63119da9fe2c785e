// Particles that no field colours.
vec4 tint(vec4 albedo, vec3 p, vec3 n, float depth_m) { return vec4(0.0); }
