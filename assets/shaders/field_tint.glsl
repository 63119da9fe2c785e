// Particles coloured by a field, at the surface and through and through where they are cut.
uniform mat4 u_from_eye;        // eye space (m) to electrode (um)
uniform float u_below_m;        // depth under a surface at which the voxels are read: they are whole there
uniform float u_deepest_m;      // depth from which on particles that are cut keep their own colour

vec4 tint(vec4 albedo, vec3 p, vec3 n, float depth_m) {
    if (albedo.a < 0.5 || depth_m > u_deepest_m) return vec4(0.0);
    if (depth_m == 0.0) p -= u_below_m * n;
    return field((u_from_eye * vec4(p, 1.0)).xyz);
}
