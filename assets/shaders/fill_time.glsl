// When the front came, or is expected: a lattice of (time, known, simulated), time and simulated times known, so
// that between cells without a time their ratios still hold.
uniform sampler3D u_times;      // axes z, y, x
uniform vec3 u_times_um;        // extent of the lattice, x y z
uniform sampler2D u_times_table;    // sRGB colours from no time at all to the end of the scale

const vec3 PALE = vec3(0.80, 0.82, 0.84);

// sRGB colour of the time at a place of the electrode, paler where only expected; a: 0 unknown, 0.5 expected, 1.
vec4 fill_time(vec3 electrode) {
    vec4 texel = texture3D(u_times, (electrode / u_times_um).zyx);
    if (texel.g < 0.05) return vec4(0.0);
    float share = clamp(texel.r / texel.g, 0.0, 1.0);
    vec3 colour = texture2D(u_times_table, vec2(share * 255.0 / 256.0 + 0.5 / 256.0, 0.5)).rgb;
    float simulated = smoothstep(0.35, 0.65, texel.b / texel.g);
    return vec4(mix(mix(colour, PALE, 0.5), colour, simulated), 0.5 + 0.5 * simulated);
}
